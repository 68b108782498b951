import * as React from 'react';

import type { SharedModelDetails } from '../api/types';
import { useHost } from '../components/host';
import { Tabs } from '../components/Tabs';
import { BatchPredictions } from './BatchPredictions';
import type { ISinglePrediction } from './prediction';
import type { PredictMode } from './route';
import { SinglePrediction } from './SinglePrediction';

interface IPredictTabProps {
  details: SharedModelDetails;
  single: ISinglePrediction;
  mode: PredictMode;
  onMode: (mode: PredictMode) => void;
  /** Called when the server says that the model is no longer shared. */
  onGone: () => void;
}

/** **Predict**: one row typed in, or a file. */
export function PredictTab({
  details,
  single,
  mode,
  onMode,
  onGone
}: IPredictTabProps): React.JSX.Element {
  const { trans } = useHost();
  return (
    <div className="jp-CanvasShare-subtabs">
      <Tabs
        label={trans.__('Kind of prediction')}
        tabs={[
          { id: 'single', title: trans.__('Single prediction') },
          { id: 'batch', title: trans.__('Batch prediction') }
        ]}
        selected={mode}
        onSelect={selected => onMode(selected as PredictMode)}
      >
        {mode === 'single' ? (
          <SinglePrediction details={details} single={single} />
        ) : (
          <BatchPredictions details={details} onGone={onGone} />
        )}
      </Tabs>
    </div>
  );
}
