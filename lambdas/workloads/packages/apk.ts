import type { Package } from '../../core/workloads/package.ts';

/** The packages of apk's database: a letter, a colon and a value a line, an empty line behind each package. */
export const apkPackages = (text: string, path: string, ecosystem: string): Package[] =>
  text.split(/\n\n/).flatMap((stanza) => {
    const fields = new Map(
      stanza.split('\n').map((line) => [line.slice(0, 2), line.slice(2).trim()] as const),
    );
    const [name, version, source, architecture] = ['P:', 'V:', 'o:', 'A:'].map((key) => fields.get(key));
    if (!name || !version) return [];
    return [
      {
        ecosystem,
        name,
        version,
        source: source || name,
        ...(architecture && { architecture }),
        path,
        manager: 'apk',
      } satisfies Package,
    ];
  });
