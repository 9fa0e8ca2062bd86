import { bundleAll } from '../lib/bundle/bundle.ts';

await bundleAll();
