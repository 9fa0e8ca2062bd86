import { bundleAll } from '../lib/bundle.ts';

await bundleAll();
