/** What packages, tools and the kernel put there: published, generated, or huge. */
const PUBLISHED =
  /\/(node_modules|site-packages|dist-packages|\.git\/objects|\.cache|__pycache__)\/|^\/etc\/ssl\/certs\//;

/**
 * Keys that a machine makes for itself and that nobody rotates: its ssh host keys, those of Systems Manager's agent,
 * Debian's self-signed certificate.
 */
const MACHINES_OWN = [
  /^\/etc\/ssh\/ssh_host_[^/]*$/,
  /^\/var\/lib\/amazon\/ssm\//,
  /^\/var\/snap\/amazon-ssm-agent\//,
  /^\/etc\/ssl\/private\/ssl-cert-snakeoil\.key$/,
];

/** Whether a file is nobody's: what it holds is published, or the machine's own. */
export const isNobodys = (path: string): boolean =>
  PUBLISHED.test(path) || MACHINES_OWN.some((own) => own.test(path));

/** Where secrets are looked for beside the usual places of programs. */
export const SECRET_PLACES = [
  '/dev/shm',
  '/etc',
  '/tmp',
  '/var/lib/cloud',
  '/var/spool/cron',
  '/var/tmp',
] as const;
