import * as React from 'react';

import type { SharedModel, SharedModels } from '../api/types';
import { useHost } from '../components/host';
import { Loading } from '../components/Loading';
import { ModelCard } from './ModelCard';
import { useNear } from './near';
import type { IPageView, IPagesView } from './pages';

interface IModelListProps {
  list: IPagesView<SharedModel, SharedModels>;
  onNear: (key: number, near: boolean) => void;
  /** Called when the models should be read again. */
  onChange: () => void;
  onRemoved: (model: SharedModel) => void;
}

/** Cards in pages, of which only those near the view are in the document. */
export function ModelList({
  list,
  ...actions
}: IModelListProps): React.JSX.Element {
  const { trans } = useHost();
  return (
    <div
      className="jp-CanvasShare-cardpages"
      role="list"
      aria-label={trans.__('Models')}
    >
      {list.pages.map(page => (
        <CardPage
          key={page.key}
          page={page}
          total={list.total ?? -1}
          {...actions}
        />
      ))}
    </div>
  );
}

interface ICardPageProps extends Omit<IModelListProps, 'list'> {
  page: IPageView<SharedModel>;
  /** Of the whole list, -1 while it is not known. */
  total: number;
}

const CardPage = React.memo(
  function CardPage({
    page,
    total,
    onNear,
    onChange,
    onRemoved
  }: ICardPageProps): React.JSX.Element {
    const { ref, near, height } = useNear<HTMLDivElement>(
      page.items !== null,
      isNear => onNear(page.key, isNear)
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
