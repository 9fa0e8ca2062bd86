import { fixerHandler } from '../../adapters/fixer-handler.ts';
import { connect } from './connect.ts';
import { accountBlock } from './type.ts';

export const handler = fixerHandler(accountBlock, connect);
