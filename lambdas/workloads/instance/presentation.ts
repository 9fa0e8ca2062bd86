import { code, type Presentation } from '../../core/base/presentation.ts';
import { malwareOf, vulnerabilitiesOf } from './asff.ts';
import { isInstanceId, type Part, threatsAmong, updatesIn } from './model.ts';
import { ec2Instance } from './type.ts';

const isPart = (part: unknown): part is Part => {
  const { sort } = (part ?? {}) as Partial<Part>;
  return sort === 'update' || sort === 'gap' || sort === 'secret' || sort === 'threat';
};

export const presentation: Presentation = {
  forms: [{ noun: 'an EC2 instance', asffType: 'AwsEc2Instance', fits: isInstanceId, id: (name) => name }],
  layout: {
    columns: [{ label: 'package' }, { label: 'installed' }, { label: 'fixed in' }, { label: 'why' }],
    noun: 'part',
    fits: isPart,
    cells: (part) => {
      if (!isPart(part)) return [];
      if (part.sort === 'gap')
        return [{ text: part.status }, { text: '' }, { text: '' }, { text: part.reason }];
      if (part.sort === 'secret')
        return [
          code(part.rule),
          { text: '' },
          { text: '' },
          code(`${part.path}:${part.line} (${part.hash})`),
        ];
      if (part.sort === 'threat') return [code(part.rule), { text: '' }, { text: '' }, code(part.path)];
      const { package: name, version, fixed = 'no fix yet', cves } = part;
      return [code(name), code(version), code(fixed), { text: cves.join(', ') }];
    },
  },
  digest: true,
  malware: (parts, keys) =>
    malwareOf(threatsAmong(parts).filter((part) => keys.includes(ec2Instance.key(part)))),
  vulnerabilities: (parts, keys) => {
    const told = new Set(keys);
    return vulnerabilitiesOf(updatesIn(parts).filter(({ key }) => told.has(key)));
  },
};
