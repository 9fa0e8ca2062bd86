import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

const CLI = join(import.meta.dirname, '../../bin/cli.mjs');

const scriptFor = (shell: string): string =>
  execFileSync(process.execPath, [CLI, 'completion', shell], { encoding: 'utf8' });

/** What bash offers for a line, its last word not finished. */
const offered = (script: string, ...words: readonly string[]): readonly string[] => {
  const line = ['drawbridge', ...words].map((word) => `'${word}'`).join(' ');
  const ask = `${script}\nCOMP_WORDS=(${line}); COMP_CWORD=${words.length}; _drawbridge; printf '%s\\n' "\${COMPREPLY[@]}"`;
  const out = execFileSync('bash', ['--norc', '-c', ask], { encoding: 'utf8' });
  return out.trim().split('\n');
};

describe('bash completes', () => {
  const script = scriptFor('bash');
  test.each([
    [['re'], ['replay', 'report', 'resume']],
    [['undo', '--y'], ['--yes']],
    [['allow', 'sg-1', '--template', 'unrestricted-c'], ['unrestricted-cifs-access']],
    [['history', '--reg'], ['--region']],
  ])('%j as %j', (words, answers) => {
    expect(offered(script, ...words)).toEqual(expect.arrayContaining(answers));
  });
});

test.each(['zsh', 'fish'])('the script for %s names every command, and its options', (shell) => {
  const script = scriptFor(shell);
  for (const word of ['undo', 'workloads', 'completion', 'last', 'unrestricted-ssh-access'])
    expect(script).toContain(word);
});
