'use client';
import dynamic from 'next/dynamic';
import Image from 'next/image';
import Link from 'next/link';
import { useEffect, useState } from 'react';

const Chart = dynamic(() => import('../components/chart'), { ssr: false });

export default function Home() {
  const [isShown, show] = useState(false);
  const [text, setText] = useState('');
  useEffect(() => setText('größe'), []);
  return (
    <main>
      <p id="out">{text}</p>
      <button id="chart" onClick={() => show(true)}>
        Chart
      </button>
      {isShown ? <Chart /> : null}
      <Image src="/mark.svg" alt="" width={8} height={8} />
      <Link id="to-about" href="/about">
        About
      </Link>
    </main>
  );
}
