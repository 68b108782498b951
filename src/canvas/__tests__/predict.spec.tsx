import '@testing-library/jest-dom';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';

import { column, COLUMNS, details, ID, sharedModel } from './samples';
import { ME, openCanvas, Refusal, Wire } from './wire';

/** A server whose model says Yes below 20 months; `rows` is what it was asked. */
function server(): { wire: Wire; rows: any[] } {
  const rows: any[] = [];
  const wire = new Wire()
    .on('GET /me', () => ME)
    .on('GET /shared-models', () => ({ items: [sharedModel()], next: null }))
    .on(`GET /shared-models/${ID}`, () => details())
    .on(`POST /shared-models/${ID}/predictions`, ({ body }) => {
      rows.push(...body.rows);
      const { tenure } = body.rows[0];
      if (tenure === 1000) {
        return new Refusal(422, {
          code: 'bad_row',
          message: 'The row cannot be predicted.',
          details: { problems: [{ field: 'tenure', problem: 'too long' }] }
        });
      }
      const yes = tenure < 20 ? 0.75 : 0.125;
      return {
        items: [
          {
            value: yes > 0.5 ? 'Yes' : 'No',
            probabilities: [
              { name: 'No', probability: 1 - yes },
              { name: 'Yes', probability: yes }
            ],
            contributions: [],
            expected_value: null,
            notices: tenure < 1 ? ['tenure: -5 is outside 1 to 72.'] : []
          }
        ]
      };
    });
  return { wire, rows };
}

const result = () => within(screen.getByRole('region', { name: 'Prediction' }));
const answers = () =>
  result()
    .getAllByRole('heading', { level: 2 })
    .map(heading => heading.parentElement!.textContent);

async function open(wire: Wire): Promise<void> {
  await openCanvas(wire, `#/models/${ID}/predict`);
  await screen.findByText('None yet');
}

test('the form is typed from the columns and starts with their defaults', async () => {
  const { wire, rows } = server();
  await open(wire);
  const tenure = screen.getByLabelText('tenure');
  expect(tenure).toHaveAttribute('type', 'number');
  expect(tenure).toHaveAttribute('step', '1');
  expect(tenure).toHaveValue(29);
  expect(tenure).toHaveAccessibleDescription('Usually 1 to 72');
  expect(screen.getByLabelText('Contract')).toHaveDisplayValue('Two year');
  expect(screen.getByLabelText('signup')).toHaveAttribute('type', 'date');
  // the defaults were predicted at once
  expect(rows).toEqual([
    { tenure: 29, Contract: 'Two year', signup: '2024-05-17' }
  ]);
  expect(answers()[0]).toBe('New predictionNoChurn');
});

test('Update shows the new prediction beside the previous one', async () => {
  const { wire, rows } = server();
  await open(wire);
  await userEvent.clear(screen.getByLabelText('tenure'));
  await userEvent.type(screen.getByLabelText('tenure'), '3');
  await userEvent.selectOptions(
    screen.getByLabelText('Contract'),
    'Monthly, rolling'
  );
  await userEvent.click(screen.getByRole('button', { name: 'Update' }));

  expect(await result().findByText('was 12.5%')).toBeInTheDocument();
  expect(answers()).toEqual([
    'New predictionYesChurn',
    'Previous predictionNoChurn'
  ]);
  expect(
    result()
      .getAllByRole('listitem')
      .map(item => item.textContent)
  ).toEqual(['Yes75% was 12.5%', 'No25% was 87.5%']);
  expect(rows[1]).toEqual({
    tenure: 3,
    Contract: 'Monthly, rolling',
    signup: '2024-05-17'
  });
});

test('Enter submits; blank and (missing) go as missing', async () => {
  const { wire, rows } = server();
  await open(wire);
  await userEvent.selectOptions(screen.getByLabelText('Contract'), '(missing)');
  await userEvent.clear(screen.getByLabelText('tenure'));
  await userEvent.type(screen.getByLabelText('tenure'), '{Enter}');
  await result().findByText('was 12.5%');
  expect(rows[1]).toEqual({
    tenure: null,
    Contract: null,
    signup: '2024-05-17'
  });
});

test('free text has a field of several lines and goes as it was typed', async () => {
  const { wire, rows } = server();
  const note = column('note', 'Text', {
    words: ['late'],
    minimum: 1,
    maximum: 40
  });
  wire.on(`GET /shared-models/${ID}`, () =>
    details({ columns: [...COLUMNS, note] })
  );
  await open(wire);
  const field = screen.getByLabelText('note');
  expect(field).toHaveAccessibleDescription('Usually 1 to 40 words');
  expect(rows[0].note).toBeNull();
  await userEvent.type(field, 'It came{Enter}LATE');
  await userEvent.click(screen.getByRole('button', { name: 'Update' }));
  await result().findByText('was 12.5%');
  expect(rows[1].note).toBe('It came\nLATE');
});

test('a value out of the usual range is predicted, with a notice', async () => {
  const { wire } = server();
  await open(wire);
  await userEvent.clear(screen.getByLabelText('tenure'));
  await userEvent.type(screen.getByLabelText('tenure'), '-5{Enter}');
  expect(
    await result().findByText('tenure: -5 is outside 1 to 72.')
  ).toBeInTheDocument();
});

test('after a refusal everything typed and predicted is still there', async () => {
  const { wire } = server();
  await open(wire);
  const tenure = screen.getByLabelText('tenure');
  await userEvent.clear(tenure);
  await userEvent.type(tenure, '1000{Enter}');
  expect(await screen.findByRole('alert')).toHaveTextContent(
    'tenure: too long'
  );
  expect(tenure).toHaveValue(1000);
  expect(answers()[0]).toBe('New predictionNoChurn');

  // and after a look at Analyze
  await userEvent.click(screen.getByRole('tab', { name: 'Analyze' }));
  await screen.findByText('It finds the balance.');
  await userEvent.click(screen.getByRole('tab', { name: 'Predict' }));
  expect(await screen.findByLabelText('tenure')).toHaveValue(1000);

  await userEvent.click(screen.getByRole('button', { name: 'Reset' }));
  expect(screen.getByLabelText('tenure')).toHaveValue(29);
});

test('a number is compared by its change', async () => {
  const { wire } = server();
  let price = 1000;
  wire.on(`POST /shared-models/${ID}/predictions`, () => ({
    items: [
      {
        value: (price += 234.5),
        probabilities: [],
        contributions: [],
        expected_value: null,
        notices: []
      }
    ]
  }));
  await open(wire);
  await userEvent.click(screen.getByRole('button', { name: 'Update' }));
  expect(await result().findByText('Change: +234.5')).toBeInTheDocument();
  expect(answers()).toEqual([
    'New prediction1,469Churn',
    'Previous prediction1,234.5Churn'
  ]);
});
