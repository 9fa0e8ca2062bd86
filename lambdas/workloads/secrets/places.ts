/** What packages, tools and the kernel put there: published, generated, or huge. */
const ELSEWHERE = new Set([
  'node_modules',
  'site-packages',
  'dist-packages',
  '.git/objects',
  '.cache',
  '__pycache__',
]);

/** Where no secret of anybody's is looked for: published code, certificates of authorities. */
export const holdsNoSecrets = (folder: string): boolean => {
  const [parent = '', name = ''] = folder.split('/').slice(-2);
  return ELSEWHERE.has(name) || ELSEWHERE.has(`${parent}/${name}`) || folder === '/etc/ssl/certs';
};

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

export const isMachinesOwn = (path: string): boolean => MACHINES_OWN.some((own) => own.test(path));

/** Where secrets are looked for beside the usual places of programs. */
export const SECRET_PLACES = ['/etc', '/var/lib/cloud', '/var/spool/cron'] as const;
