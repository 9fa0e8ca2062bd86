#!/usr/bin/env node
import { commandLine } from '../lib/bundle/command-line.mjs';

// Which Node is new enough is for this package to say; the SDK says it at every run.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
await import(await commandLine());
