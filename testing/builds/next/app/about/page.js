import Link from 'next/link';

export const metadata = { title: 'About' };

export default function About() {
  return (
    <main id="about">
      <Link href="/">Home</Link>
    </main>
  );
}
