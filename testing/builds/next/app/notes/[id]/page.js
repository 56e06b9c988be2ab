export const generateStaticParams = () => [{ id: 'one' }];

export default async function Note({ params }) {
  const { id } = await params;
  return <main id="note">{id}</main>;
}
