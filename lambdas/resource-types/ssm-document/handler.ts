import { fixerHandler } from '../../adapters/fixer-handler.ts';
import { connect } from './connect.ts';
import { ssmDocument } from './type.ts';

export const handler = fixerHandler(ssmDocument, connect);
