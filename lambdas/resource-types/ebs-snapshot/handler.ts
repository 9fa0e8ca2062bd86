import { fixerHandler } from '../../adapters/fixer-handler.ts';
import { connect } from './connect.ts';
import { ebsSnapshot } from './type.ts';

export const handler = fixerHandler(ebsSnapshot, connect);
