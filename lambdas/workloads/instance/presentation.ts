import { code, type Presentation } from '../../core/base/presentation.ts';
import { vulnerabilitiesOf } from './asff.ts';
import { isInstanceId, type Part, updatesIn } from './model.ts';

const isPart = (part: unknown): part is Part => {
  const { sort } = (part ?? {}) as Partial<Part>;
  return sort === 'update' || sort === 'gap' || sort === 'secret';
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
      const { package: name, version, fixed = 'no fix yet', cves } = part;
      return [code(name), code(version), code(fixed), { text: cves.join(', ') }];
    },
  },
  digest: true,
  vulnerabilities: (parts, keys) => {
    const told = new Set(keys);
    return vulnerabilitiesOf(updatesIn(parts).filter(({ key }) => told.has(key)));
  },
};
