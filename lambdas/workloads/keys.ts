/** Of the account's own bucket: what each instance holds, by the names under which advisories are kept. */
export const INVENTORIES = 'inventory/';

/** What was found in each file of an instance, so that those that have not changed need not be read again. */
export const lookKey = (instance: string): string => `looks/${instance}.json.gz`;

/** All that the last scan of an instance has found. */
export const reportKey = (instance: string): string => `reports/${instance}.json.gz`;

/** Rules and lists of the users', by their names below it. */
export const RULES = 'rules/';

/** Those of them that were left out at the last scan, and why. */
export const REFUSED_RULES = 'looks/refused-rules.json';

/** What hashes of secrets are made with: only the function that scans may read it. */
export const SECRET_KEY = 'key/secrets';

export const inventoryKey = (instance: string): string => `${INVENTORIES}${instance}.json`;
