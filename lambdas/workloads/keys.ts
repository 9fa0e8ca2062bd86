/** Of the account's own bucket: what each instance holds, by the names under which advisories are kept. */
export const INVENTORIES = 'inventory/';

/** What hashes of secrets are made with: only the function that scans may read it. */
export const SECRET_KEY = 'key/secrets';

export const inventoryKey = (instance: string): string => `${INVENTORIES}${instance}.json`;
