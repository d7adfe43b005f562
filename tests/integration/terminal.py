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
    """Keeps what VT100s do with characters, carriage returns, line feeds and "erase to the end of the line"."""

    def __init__(self, columns):
        self.outside, self.inside = pty.openpty()
        self.raw = ""
        self.drawn = []  # lines that were drawn over what was there
        self.lines, self.column, self.wraps = [""], 0, False
        self.resize(columns)

    def resize(self, columns):
        self.columns = columns
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
        if token == "\n":
            self.lines.append("")
            self.column = 0
        elif token == "\r":
            self.column = 0
        elif token == "\033[K":
            self.lines[-1] = self.lines[-1][:self.column]
        elif not token.startswith("\033"):
            if self.column == self.columns:
                self.lines.append("")
                self.column = 0
            line = self.lines[-1].ljust(self.column)
            self.lines[-1] = line[:self.column] + token + line[self.column + 1:]
            self.column += 1
