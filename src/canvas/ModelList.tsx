import * as React from 'react';

import type { SharedModel } from '../api/types';
import { useHost } from '../components/host';
import { Loading } from '../components/Loading';
import { ModelCard } from './ModelCard';
import type { ModelsList, ModelsView } from './models';
import { useNear, type ISight } from './near';
import type { IPageView } from './pages';

interface IModelListProps {
  list: ModelsList;
  view: ModelsView;
  /** Called when the models should be read again. */
  onChange: () => void;
  onRemoved: (model: SharedModel) => void;
}

/** Cards in pages, of which only those near the view are in the document. */
export const ModelList = React.forwardRef<HTMLDivElement, IModelListProps>(
  function ModelList({ view, ...props }, ref): React.JSX.Element {
    const { trans } = useHost();
    return (
      <div
        ref={ref}
        className="jp-CanvasShare-cardpages"
        role="list"
        aria-label={trans.__('Models')}
      >
        {view.pages.map(page => (
          <CardPage
            key={page.key}
            page={page}
            total={view.total ?? -1}
            {...props}
          />
        ))}
      </div>
    );
  }
);

interface ICardPageProps extends Omit<IModelListProps, 'view'> {
  page: IPageView<SharedModel>;
  /** Of the whole list, -1 while it is not known. */
  total: number;
}

const CardPage = React.memo(
  function CardPage({
    page,
    total,
    list,
    onChange,
    onRemoved
  }: ICardPageProps): React.JSX.Element {
    const onSight = (sight: ISight) => {
      list.sights.set(page.key, sight);
      list.pages.setNear(page.key, sight.near);
    };
    const { ref, near, height } = useNear<HTMLDivElement>(
      list.sights.get(page.key) ?? { near: page.items !== null, height: null },
      onSight
    );
    if (page.items === null) {
      return (
        <div ref={ref} role="presentation">
          <Loading />
        </div>
      );
    }
    return (
      <div
        ref={ref}
        className="jp-CanvasShare-cards"
        role="presentation"
        style={near ? undefined : { height: height ?? undefined }}
      >
        {near &&
          page.items.map((model, index) => (
            <ModelCard
              key={model.id}
              model={model}
              place={page.start + index + 1}
              total={total}
              onChange={onChange}
              onRemoved={onRemoved}
            />
          ))}
      </div>
    );
  },
  (before, after) =>
    before.page.items === after.page.items &&
    before.page.start === after.page.start &&
    before.total === after.total &&
    before.onRemoved === after.onRemoved
);
