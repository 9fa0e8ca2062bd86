import { connect } from './connect.ts';
import { presentation } from './presentation.ts';
import { ami as type } from './type.ts';
import { undo } from './undo.ts';

export const resourceType = { type, presentation, connect, undo };
