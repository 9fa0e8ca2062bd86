// Runs YARA-X in a thread of its own: its own time limit does not end a regular expression, ending the thread does.
import { readFileSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import init, { Compiler } from '@virustotal/yara-x';

const wasm = new URL('yara_x_js_bg.wasm', import.meta.resolve('@virustotal/yara-x'));
await init({ module_or_path: readFileSync(wasm) });

let scanner;

const compiled = (sources) => {
  const compiler = new Compiler();
  for (const { name, text } of sources) {
    compiler.newNamespace(name);
    compiler.addSource(text);
  }
  const rules = compiler.build();
  compiler.free();
  return rules;
};

const hitsIn = ({ namespace, identifier, patterns }) => {
  const matches = patterns.flatMap((pattern) => pattern.matches);
  return { source: namespace, rule: identifier, matches };
};

const tasks = {
  check: ({ source }) => {
    compiled([source]).free();
  },
  load: ({ sources, most }) => {
    scanner = compiled(sources).scanner();
    scanner.setMaxMatchesPerPattern(most);
  },
  scan: ({ data }) => scanner.scan(data).matches.map(hitsIn),
};

// Whatever it does not say of rules has left the module in a state that nobody knows.
parentPort.on('message', (task) => {
  try {
    parentPort.postMessage({ done: tasks[task.what](task) ?? null });
  } catch ({ message }) {
    parentPort.postMessage({ failed: message, broken: !message.startsWith('error[') });
  }
});
parentPort.postMessage({ done: null });
