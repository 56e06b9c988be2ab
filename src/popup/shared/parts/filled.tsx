import { Fragment, type ComponentChildren, type JSX } from 'preact';

type Props = {
  /** A whole sentence with `{name}` where a part is drawn. */
  readonly words: string;
  readonly parts: Readonly<Record<string, ComponentChildren>>;
};

/** A sentence with drawn parts in their places, so that a translator can reorder them. */
export function Filled({ words, parts }: Props): JSX.Element {
  return (
    <>
      {words.split(/(\{[a-zA-Z]+\})/).map((piece, i) => {
        const name = /^\{([a-zA-Z]+)\}$/.exec(piece)?.[1];
        return <Fragment key={i}>{name === undefined ? piece : parts[name]}</Fragment>;
      })}
    </>
  );
}
