-- The sentences of the rules that came with the installation named their amounts as plain numbers, which are wrong in a currency without
-- two decimals. They name minor units now, shown in the currency of the case. What a rule decides stays; texts of others stay as they are.
alter table decision_tables disable trigger decision_tables_kept;
--> statement-breakpoint
update decision_tables t set rules = (
  select jsonb_agg(case when k.en is null then r.rule
    else jsonb_set(r.rule, '{text}', jsonb_build_object('en', k.en, 'fr', k.fr)) end order by r.no)
  from jsonb_array_elements(t.rules) with ordinality r (rule, no)
  left join (values
    ('Above 500 a signed statement says that it never arrived.', 'Above {amount 50000} a signed statement says that it never arrived.', 'Au-delà de {amount 50000}, une déclaration signée atteste que rien n’est arrivé.'),
    ('More than 1,000 within a customer’s first 30 days.', 'More than {amount 100000} within a customer’s first 30 days.', 'Plus de {amount 100000} dans les 30 premiers jours d’un client.'),
    ('Up to 50, damaged or wrong goods are refunded at once.', 'Up to {amount 5000}, damaged or wrong goods are refunded at once.', 'Jusqu’à {amount 5000}, un article endommagé ou erroné est remboursé aussitôt.'),
    ('Up to 50 nobody has to decide.', 'Up to {amount 5000} nobody has to decide.', 'Jusqu’à {amount 5000}, personne n’a à décider.'),
    ('Above 50 an agent decides.', 'Above {amount 5000} an agent decides.', 'Au-delà de {amount 5000}, un agent décide.'),
    ('Above 2,500 a supervisor decides.', 'Above {amount 250000} a supervisor decides.', 'Au-delà de {amount 250000}, un superviseur décide.'),
    ('Above 25,000 an administrator decides.', 'Above {amount 2500000} an administrator decides.', 'Au-delà de {amount 2500000}, un administrateur décide.'),
    ('Who spends much and has been here for a year is offered a credit of 250.', 'Who spends much and has been here for a year is offered a credit of {amount 25000}.', 'Qui dépense beaucoup et est client depuis un an se voit offrir un avoir de {amount 25000}.'),
    ('Who was let down is offered a credit of 50.', 'Who was let down is offered a credit of {amount 5000}.', 'Qui a été déçu se voit offrir un avoir de {amount 5000}.')
  ) k (was, en, fr) on k.was = r.rule #>> '{text,en}'
)
where t.version = 1 and t.created_by = 'parcours';
--> statement-breakpoint
alter table decision_tables enable trigger decision_tables_kept;
