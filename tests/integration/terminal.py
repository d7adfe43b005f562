"""A terminal for a program to write to, and what stands on it."""

import fcntl
import os
import pty
import re
import select
import struct
import termios
import time


class Terminal:
    """Does what VT100s do with characters, carriage returns, line feeds, "up" and "erase"; and wraps what stands on it when it
    becomes narrower, as today's terminals do."""

    def __init__(self, columns):
        self.outside, self.inside = pty.openpty()
        self.raw = ""
        self.drawn = []  # lines that were drawn over what was there
        self.lines, self.row, self.column = [""], 0, 0
        self.resize(columns)

    def resize(self, columns):
        self.columns = columns
        rows = [line[at:at + columns] for line in self.lines for at in range(0, max(len(line), 1), columns)]
        self.lines, self.row, self.column = rows, len(rows) - 1, len(rows[-1])
        fcntl.ioctl(self.outside, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))

    def lines_with(self, text):
        return [line for line in self.lines if text in line]

    def read_until(self, condition, process, seconds=120):
        """Until `condition` holds or the program has closed the terminal."""
        until = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > until:
                raise AssertionError(f"nothing after {seconds} s:\n{self.raw[-2000:]}")
            if not select.select([self.outside], [], [], 0.2)[0]:
                continue
            try:
                text = os.read(self.outside, 65536).decode(errors="replace")
            except OSError:  # closed
                text = ""
            if not text:
                if condition():
                    return
                process.wait()
                os.close(self.outside)
                return
            self._write(text)

    def _write(self, text):
        self.raw += text
        self.drawn = re.findall(r"\r\033\[K(\[[#.]*\] [^\r\n\033]*|\d+[^\r\n\033]*)", self.raw)
        for token in re.findall(r"\033\[\d*[A-Za-z]|.|\n", text.replace("\r\n", "\n"), re.S):
            self._put(token)

    def _put(self, token):
        up = re.match(r"\033\[(\d+)A", token)
        if token == "\n":
            self._next_row()
        elif token == "\r":
            self.column = 0
        elif up:
            self.row = max(0, self.row - int(up[1]))
        elif token in ("\033[K", "\033[J"):
            self.lines[self.row] = self.lines[self.row][:self.column]
            if token.endswith("J"):
                del self.lines[self.row + 1:]
        elif not token.startswith("\033"):
            if self.column == self.columns:
                self._next_row()
            line = self.lines[self.row].ljust(self.column)
            self.lines[self.row] = line[:self.column] + token + line[self.column + 1:]
            self.column += 1

    def _next_row(self):
        self.row, self.column = self.row + 1, 0
        if self.row == len(self.lines):
            self.lines.append("")
