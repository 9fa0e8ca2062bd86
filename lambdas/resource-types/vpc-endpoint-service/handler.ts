import { fixerHandler } from '../../adapters/fixer-handler.ts';
import { connect } from './connect.ts';
import { vpcEndpointService } from './type.ts';

export const handler = fixerHandler(vpcEndpointService, connect);
