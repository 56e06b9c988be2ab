import Script from 'next/script';
import './globals.css';

export const metadata = { title: 'Notes' };

export default function Layout({ children }) {
  return (
    <html lang="en">
      <body>
        {children}
        <Script src="/before.js" strategy="beforeInteractive" />
        <Script src="/after.js" />
        <Script src="/lazy.js" strategy="lazyOnload" />
        <Script
          id="inline-before"
          strategy="beforeInteractive"
        >{`document.documentElement.dataset.inlineBefore = 'ran';`}</Script>
        <Script id="inline-after">{`document.documentElement.dataset.inlineAfter = 'ran';`}</Script>
      </body>
    </html>
  );
}
