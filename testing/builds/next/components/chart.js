'use client';
import { useEffect, useState } from 'react';

export default function Chart() {
  const [drawn, draw] = useState(0);
  useEffect(() => draw(42), []);
  return <p id="drawn">{`chart ${drawn}`}</p>;
}
