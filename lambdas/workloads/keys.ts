/** Of the account's own bucket: what each instance holds, by the names under which advisories are kept. */
export const INVENTORIES = 'inventory/';

export const inventoryKey = (instance: string): string => `${INVENTORIES}${instance}.json`;
