# bash completion of boltz-batch: options and their values as `boltz-batch help COMMAND` names them, asked once a shell.
# shellcheck shell=bash

declare -gA _boltz_batch_help

_boltz_batch() {
  local current="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD - 1]}" command="${COMP_WORDS[1]}" help words
  local commands='run plan check features status verify merge help'
  [[ " $commands " == *" $command "* ]] || command=run
  if [[ -z "${_boltz_batch_help[$command]:-}" ]]; then
    _boltz_batch_help[$command]="$("${COMP_WORDS[0]}" help "$command" 2>/dev/null)"
    if [[ "$command" == check || "$command" == features ]]; then # which take the options of run too
      _boltz_batch_help[$command]+=$'\n'"$("${COMP_WORDS[0]}" help run 2>/dev/null)"
    fi
  fi
  help="${_boltz_batch_help[$command]}"
  words="$(sed -nE "s/^ +(-[a-z] \[ )?$before( \])? ([a-z0-9]+(\|[a-z0-9]+)+)( .*)?$/\3/p" <<<"$help" 2>/dev/null)"
  if [[ "$before" == --* && -n "$words" ]]; then
    words="${words//|/ }"
  elif [[ "$command" == help || "$before" == help ]] && ((COMP_CWORD == 2)); then
    words="$commands"
  elif [[ "$current" == -* ]]; then
    words="$(sed -nE 's/^ +(-[a-z] \[ )?(--[a-z-]+).*/\2/p' <<<"$help")"
  elif ((COMP_CWORD == 1)); then
    words="$commands"
  else
    words=''
  fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current"
    [[ "$current" == -* || -n "$words" && "$before" == --* ]] || compgen -f -- "$current")
}

complete -o filenames -F _boltz_batch boltz-batch
