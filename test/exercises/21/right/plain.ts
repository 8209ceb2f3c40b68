/** A right answer to exercise 21, with the sockets of the course. */

import { decoderAnswer, FrameDecoder } from '../decoder.ts';
import { encoderAnswer, FrameEncoder } from '../frames.ts';
import { liveAnswer, PushServer } from '../live.ts';

export const encodeFrame = encoderAnswer(FrameEncoder);
export const openDecoder = decoderAnswer(FrameDecoder);
export const openLive = liveAnswer(PushServer);
