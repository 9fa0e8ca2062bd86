import type { Commands } from './entry.ts';

/** Every command by its name. */
export const COMMANDS: Commands = {
  allow: {
    summary: 'leave a violation alone for a while',
    load: () => import('./commands/allow.ts'),
  },
  check: {
    summary: 'check a policy file, and name every mistake',
    load: () => import('./commands/check.ts'),
  },
  completion: {
    summary: 'print what a shell needs to complete the commands',
    load: () => import('./commands/completion.ts'),
  },
  exceptions: {
    summary: 'list what is left alone for a while, or end it early',
    load: () => import('./commands/exceptions.ts'),
  },
  doctor: {
    summary: 'check whether events come, functions answer and sweeps run',
    load: () => import('./commands/doctor.ts'),
  },
  egress: {
    summary: 'find out what stands between you and AWS, and what to do about it',
    load: () => import('./commands/egress.ts'),
  },
  explain: {
    summary: 'tell what Drawbridge thinks of a resource now, and what it would do',
    load: () => import('./commands/explain.ts'),
  },
  fix: {
    summary: 'close what was only reported, by your own rights',
    load: () => import('./commands/fix.ts'),
  },
  history: {
    summary: 'show what was found and done',
    load: () => import('./commands/history.ts'),
  },
  replay: {
    summary: 'judge recorded CloudTrail events by what is there now',
    load: () => import('./commands/replay.ts'),
  },
  report: {
    summary: 'write what is open, closed and left alone as one HTML page',
    load: () => import('./commands/report.ts'),
  },
  resume: {
    summary: 'end the emergency stop',
    load: () => import('./commands/resume.ts'),
  },
  stop: {
    summary: 'change nothing anywhere for a while, only report: the emergency stop',
    load: () => import('./commands/stop.ts'),
  },
  sweep: {
    summary: 'look at everything that is there, and show what is open',
    load: () => import('./commands/sweep.ts'),
  },
  templates: {
    summary: 'list the templates, and the mode that is in force for each',
    load: () => import('./commands/templates.ts'),
  },
  undo: {
    summary: 'put back what a remediation removed, and leave it alone for a while',
    load: () => import('./commands/undo.ts'),
  },
  workloads: {
    summary: 'tell what is installed on disks, and what is known to be wrong with it',
    load: () => import('./commands/workloads.ts'),
  },
};
