import * as React from 'react';

import type { SharedModelDetails } from '../api/types';
import { useHost } from '../components/host';
import { Tabs } from '../components/Tabs';
import { AnalyzeTab } from './AnalyzeTab';
import { PredictTab } from './PredictTab';
import { useSinglePrediction } from './prediction';
import { go, type ModelTab, type PredictMode } from './route';
import { SinglePrediction } from './SinglePrediction';

interface IReadyModelProps {
  details: SharedModelDetails;
  tab: ModelTab;
  mode: PredictMode;
  /** Whether the share ended while it was open: then only what was typed is left. */
  ended: boolean;
  /** Called when the server says that the model is no longer shared. */
  onGone: () => void;
}

/** What is typed and predicted lives here, so that it is still there after a look at Analyze. */
export function ReadyModel({
  details,
  tab,
  mode,
  ended,
  onGone
}: IReadyModelProps): React.JSX.Element | null {
  const { trans } = useHost();
  const { id } = details.shared_model;
  const single = useSinglePrediction(id, details.columns, onGone);
  if (ended) {
    return single.used ? (
      <SinglePrediction details={details} single={single} ended />
    ) : null;
  }
  return (
    <Tabs
      label={trans.__('Model')}
      tabs={[
        { id: 'analyze', title: trans.__('Analyze') },
        { id: 'predict', title: trans.__('Predict') }
      ]}
      selected={tab}
      onSelect={selected =>
        go({ page: 'model', id, tab: selected as ModelTab, mode })
      }
    >
      {tab === 'analyze' ? (
        <AnalyzeTab details={details} />
      ) : (
        <PredictTab
          details={details}
          single={single}
          mode={mode}
          onMode={selected =>
            go({ page: 'model', id, tab: 'predict', mode: selected })
          }
          onGone={onGone}
        />
      )}
    </Tabs>
  );
}
