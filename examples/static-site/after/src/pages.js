const API = import.meta.env.VITE_TIDES_URL;

export const pages = [
  { path: '/', title: 'Arriving', text: '# Arriving\n\nCall the harbour on channel **12** before the outer buoy.' },
  { path: '/berths', title: 'Berths', text: '# Berths\n\n| jetty | depth |\n| --- | --- |\n| A | 2.4 m |\n| B | 3.1 m |' },
  { path: '/tides', title: 'Tides', text: `# Tides\n\nToday: [high water](${API}/tides/north-quay)` },
];
