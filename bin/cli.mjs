#!/usr/bin/env node
import { register } from 'tsx/esm/api';

// The command line is TypeScript and runs as it stands: there is nothing to build, and nothing that could be stale.
register();
await import('./cli.ts');
