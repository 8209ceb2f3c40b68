/** A right answer to exercise 19, with the sockets of the course. */

import { RelayServer, relayAnswer } from '../relay.ts';
import { Chooser, routeAnswer } from '../route.ts';
import { Translator, translatorAnswer } from '../translator.ts';

export const chooseRoute = routeAnswer(Chooser);
export const translate = translatorAnswer(Translator);
export const openRelay = relayAnswer(RelayServer);
