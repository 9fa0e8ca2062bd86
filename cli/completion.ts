/** What a shell has to know of a command to complete its line. */
export interface Completed {
  readonly name: string;
  readonly summary: string;
  /** Options with their dashes. */
  readonly options: readonly string[];
}

export const SHELLS = ['bash', 'zsh', 'fish'] as const;
export type Shell = (typeof SHELLS)[number];

/** A text between single quotes, as all three shells read it. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

const cases = (commands: readonly Completed[]): string =>
  commands.map(({ name, options }) => `    ${name}) words=${quoted(options.join(' '))} ;;`).join('\n');

const bash = (commands: readonly Completed[], templates: readonly string[]): string => `# drawbridge for bash
_drawbridge() {
  local word="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD-1]}" words=''
  if [ "$COMP_CWORD" -eq 1 ]; then
    words=${quoted(commands.map(({ name }) => name).join(' '))}
  elif [ "$before" = --template ]; then
    words=${quoted(templates.join(' '))}
  else case "\${COMP_WORDS[1]}" in
${cases(commands)}
  esac; fi
  COMPREPLY=($(compgen -W "$words" -- "$word"))
}
complete -o default -F _drawbridge drawbridge`;

const zsh = (commands: readonly Completed[], templates: readonly string[]): string => `#compdef drawbridge
_drawbridge() {
  local -a commands templates
  commands=(
${commands.map(({ name, summary }) => `    ${quoted(`${name}:${summary.replaceAll(':', '\\:')}`)}`).join('\n')}
  )
  templates=(${templates.join(' ')})
  if (( CURRENT == 2 )); then
    _describe command commands
  elif [[ "\${words[CURRENT-1]}" == --template ]]; then
    compadd -a templates
  else
    case "\${words[2]}" in
${commands.map(({ name, options }) => `      ${name}) compadd -- ${options.join(' ')} ;;`).join('\n')}
    esac
    _files
  fi
}
compdef _drawbridge drawbridge`;

const fish = (commands: readonly Completed[], templates: readonly string[]): string =>
  [
    '# drawbridge for fish',
    ...commands.map(
      ({ name, summary }) =>
        `complete -c drawbridge -n __fish_use_subcommand -f -a ${name} -d ${quoted(summary)}`,
    ),
    ...commands.flatMap(({ name, options }) =>
      options.map(
        (option) =>
          `complete -c drawbridge -n '__fish_seen_subcommand_from ${name}' -l ${option.slice(2)}${
            option === '--template' ? ` -x -a ${quoted(templates.join(' '))}` : ''
          }`,
      ),
    ),
  ].join('\n');

/** The script that a shell reads to complete the commands, their options and the ids of templates. */
export const completionFor = (
  shell: Shell,
  commands: readonly Completed[],
  templates: readonly string[],
): string => ({ bash, zsh, fish })[shell](commands, templates);
