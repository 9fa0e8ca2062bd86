import { writeFileSync } from 'node:fs';
import { lists } from '../lib/resource-type-lists.ts';

for (const [path, text] of Object.entries(lists())) writeFileSync(path, text);
