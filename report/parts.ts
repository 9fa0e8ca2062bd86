import { type Layout, pretty } from '../lambdas/core/base/presentation.ts';
import { RESOURCE_TYPES } from '../lambdas/resource-types/catalogue.ts';
import { INSTANCE } from '../lambdas/workloads/instance/described.ts';

const anything: Layout = {
  columns: [{ label: 'Part' }],
  noun: 'part',
  fits: () => true,
  cells: (part) => [pretty(part)],
};

/** The layout of a resource type's parts; JSON where it has none or they do not fit it. */
export const layoutOf = (kind: string, parts: readonly unknown[]): Layout => {
  const layout = [...RESOURCE_TYPES, INSTANCE].find(({ type }) => type.name === kind)?.presentation.layout;
  return layout && parts.length > 0 && parts.every((part) => layout.fits(part)) ? layout : anything;
};
