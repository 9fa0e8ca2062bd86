import { fixerHandler } from '../../adapters/fixer-handler.ts';
import { connect } from './connect.ts';
import { ami } from './type.ts';

export const handler = fixerHandler(ami, connect);
