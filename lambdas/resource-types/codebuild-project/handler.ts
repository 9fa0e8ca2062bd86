import { fixerHandler } from '../../adapters/fixer-handler.ts';
import { connect } from './connect.ts';
import { codebuildProject } from './type.ts';

export const handler = fixerHandler(codebuildProject, connect);
