import type { JSX } from 'preact';

/**
 * A link out of the extension, to an https address that somebody else wrote: without a referrer, in a tab of its own, and with the
 * host it leads to in its tooltip. Another kind of address is no link.
 */
export function Outside({ href, label }: { href: string; label: string }): JSX.Element {
  const url = URL.canParse(href) ? new URL(href) : null;
  if (url?.protocol !== 'https:') return <span>{label}</span>;
  return (
    <a href={url.href} title={url.host} target="_blank" rel="noreferrer noopener">
      {label}
    </a>
  );
}
