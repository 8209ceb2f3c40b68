/** koffi, loaded without interruption. */

import './uninterrupted.ts';
import koffi from 'koffi';
import { end } from './uninterrupted.ts';

end();

export default koffi;
