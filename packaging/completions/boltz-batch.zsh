#compdef boltz-batch
# zsh completion of boltz-batch: options and their values as `boltz-batch help COMMAND` names them, asked once a shell.

typeset -gA _boltz_batch_help
local -a known=(run plan check features status verify merge help) found
local command=${words[2]} before=${words[CURRENT-1]} line
(( ${known[(Ie)$command]} )) || command=run
if [[ -z ${_boltz_batch_help[$command]} ]]; then
  _boltz_batch_help[$command]="$(_call_program help ${words[1]} help $command 2>/dev/null)"
  if [[ $command == (check|features) ]]; then # which take the options of run too
    _boltz_batch_help[$command]+=$'\n'"$(_call_program help ${words[1]} help run 2>/dev/null)"
  fi
fi
for line in ${(f)_boltz_batch_help[$command]}; do
  if [[ $before == --* && $line =~ "^ +(-[a-z] \[ )?$before( \])? ([a-z0-9]+(\|[a-z0-9]+)+)( |\$)" ]]; then
    compadd -- ${(s:|:)match[3]}
    return
  fi
  if [[ $line =~ '^ +(-[a-z] \[ )?(--[a-z-]+)' ]]; then found+=($match[2]); fi
done
if [[ $PREFIX == -* ]]; then
  compadd -- $found
elif (( CURRENT == 2 )) || [[ $before == help ]]; then
  compadd -- $known
  _files
else
  _files
fi
