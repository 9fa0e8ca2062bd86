import type { Published } from './mirror.ts';

/** AlmaLinux' own record as OSV has it, of one package: https://osv.dev/vulnerability/ALSA-2023:5453 */
export const GLIBC: Published = {
  osv: {
    AlmaLinux: [
      {
        id: 'ALSA-2023:5453',
        summary: 'Important: glibc security update',
        related: ['CVE-2023-4911', 'CVE-2023-4806', 'CVE-2023-4813', 'CVE-2023-4527'],
        affected: [
          {
            package: { ecosystem: 'AlmaLinux:9', name: 'glibc' },
            ranges: [{ type: 'ECOSYSTEM', events: [{ introduced: '0' }, { fixed: '2.34-60.el9_2.7' }] }],
          },
        ],
      },
    ],
  },
  kev: ['CVE-2023-4911'],
  epss: {},
};
