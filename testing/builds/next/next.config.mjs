/** Static files, as a site serves that has no server of its own. */
export default { output: 'export', images: { unoptimized: true }, generateBuildId: () => 'recorded' };
