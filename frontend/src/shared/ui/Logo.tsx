/** The mark: a plumb bob hanging true. */
export function Logo({ size = 26 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="7" fill="#1d4f59" />
      <path d="M16 4v7" stroke="#e8e5e0" strokeWidth="1.8" strokeLinecap="round" />
      <path d="M12.6 11h6.8v2.6h-6.8z" fill="#e8e5e0" />
      <path
        d="M11 14.6h10c.9 2.6.2 5-1.3 7.2L16 28l-3.7-6.2c-1.5-2.2-2.2-4.6-1.3-7.2z"
        fill="#d9a84e"
      />
    </svg>
  );
}
