import { fixerHandler } from '../../adapters/fixer-handler.ts';
import { connect } from './connect.ts';
import { kmsKey } from './type.ts';

export const handler = fixerHandler(kmsKey, connect);
