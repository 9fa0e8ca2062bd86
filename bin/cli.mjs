#!/usr/bin/env node
import { register } from 'tsx/esm/api';

// The command line is TypeScript and runs as it stands: there is nothing to build, and nothing that could be stale.
register();
// Which Node is new enough is for this package to say; the SDK says it at every run.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
await import('../cli/program.ts');
