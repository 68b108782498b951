import * as React from 'react';
import { createRoot } from 'react-dom/client';

import '../../style/components.css';
import './canvas.css';

import { CanvasShareClient } from '../api/client';
import { HostProvider, type IHost } from '../components/host';
import { save } from '../components/save';
import { App } from './App';
import { renderChart } from './charts';
import { CanvasProvider } from './context';
import { heartbeat } from './inbox';
import { LiveUpdates } from './live';
import { english } from './translate';
import { createTransport } from './transport';

const config = JSON.parse(
  document.getElementById('canvas-config')!.textContent!
) as { baseUrl: string };

const host: IHost = { trans: english, renderChart, save };
const client = new CanvasShareClient(createTransport(config.baseUrl, english));
const live = new LiveUpdates(config.baseUrl, heartbeat(client));
live.start();
// the page knows better where a list was left
window.history.scrollRestoration = 'manual';

createRoot(document.getElementById('canvas-root')!).render(
  <HostProvider value={host}>
    <CanvasProvider value={{ client, live, kept: { current: null } }}>
      <App />
    </CanvasProvider>
  </HostProvider>
);
