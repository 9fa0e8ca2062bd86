import type { Described } from '../../core/base/presentation.ts';
import { presentation } from './presentation.ts';
import { ec2Instance } from './type.ts';

/** Judged by scans and fixed by nobody: it stands beside the resource types, which have a function each. */
export const INSTANCE: Described = { type: ec2Instance, presentation };
