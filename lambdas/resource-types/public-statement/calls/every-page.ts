/** All pages of one of Lambda's lists. */
export const everyPage = async <Page extends { readonly NextMarker?: string | undefined }>(
  ask: (Marker: string | undefined) => Promise<Page>,
): Promise<readonly Page[]> => {
  const pages: Page[] = [];
  for (let marker: string | undefined; ; ) {
    const page = await ask(marker);
    pages.push(page);
    if (!page.NextMarker) return pages;
    marker = page.NextMarker;
  }
};
