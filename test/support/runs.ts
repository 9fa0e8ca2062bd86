/** How many random cases a property is tried on: few in each run, many where `DRAWBRIDGE_FULL` is set, as in CI. */
export const runs = (few: number, many: number): number => (process.env['DRAWBRIDGE_FULL'] ? many : few);
