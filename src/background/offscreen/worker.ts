import { startEngine } from '../registry/engine.ts';
import type { EngineAsk, EngineSays } from '../registry/remote-engine.ts';

const engine = startEngine();
const say = (message: EngineSays): void => {
  postMessage(message);
};

addEventListener('message', ({ data: { id, profile, lookUp } }: MessageEvent<EngineAsk>) => {
  const seen = (view: EngineSays['view']): void => {
    say({ id, view, done: false });
  };
  engine.lookUp(profile, lookUp, seen).then(
    (view) => {
      say({ id, view, done: true });
    },
    () => {
      say({ id, view: null, done: true });
    },
  );
});
