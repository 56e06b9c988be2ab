import type { JSX } from 'preact';

/**
 * An external link to an https address that someone else supplied: without a referrer, in a new tab, with the target host in its
 * tooltip. Any other kind of address is not linked.
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
