-- Every rule of a decision table says in both languages what it says. A version never changes in what it decides; only here
-- are texts added to versions that had none, so that old claims are explained too. A rule nobody wrote a sentence for shows its id.
alter table decision_tables disable trigger decision_tables_kept;
--> statement-breakpoint
update decision_tables t set rules = (
  select jsonb_agg(r.rule || jsonb_build_object('text', coalesce(r.rule -> 'text', jsonb_build_object(
    'en', coalesce(k.en, r.rule ->> 'id'), 'fr', coalesce(k.fr, r.rule ->> 'id')))) order by r.no)
  from jsonb_array_elements(t.rules) with ordinality r (rule, no)
  left join (values
    ('claim-coverage', 'never-arrived', 'What never arrived can be claimed within 90 days of shipping.', 'Ce qui n’est jamais arrivé peut être réclamé dans les 90 jours suivant l’expédition.'),
    ('claim-coverage', 'warranty', 'The warranty covers two years from delivery, but neither wear nor misuse.', 'La garantie couvre deux ans à compter de la livraison, mais ni l’usure ni le mauvais usage.'),
    ('claim-coverage', 'change-of-mind', 'Goods can be returned within 30 days of delivery.', 'Les articles peuvent être retournés dans les 30 jours suivant la livraison.'),
    ('claim-coverage', 'anything-else', 'Anything else can be claimed within 90 days of delivery, but not misuse.', 'Tout le reste peut être réclamé dans les 90 jours suivant la livraison, sauf en cas de mauvais usage.'),
    ('claim-evidence', 'seen', 'A photograph shows what is damaged or wrong.', 'Une photographie montre ce qui est endommagé ou erroné.'),
    ('claim-evidence', 'declared', 'Above 500 a signed statement says that it never arrived.', 'Au-delà de 500, une déclaration signée atteste que rien n’est arrivé.'),
    ('claim-evidence', 'nothing', 'No evidence is asked for.', 'Aucune pièce n’est demandée.'),
    ('claim-risk', 'often', 'Three claims or more within a year.', 'Trois réclamations ou plus en un an.'),
    ('claim-risk', 'very-often', 'Six claims or more within a year.', 'Six réclamations ou plus en un an.'),
    ('claim-risk', 'new-and-dear', 'More than 1,000 within a customer’s first 30 days.', 'Plus de 1 000 dans les 30 premiers jours d’un client.'),
    ('claim-risk', 'risky-order', 'The order itself was risky.', 'La commande elle-même était à risque.'),
    ('claim-outcome', 'small-damage', 'Up to 50, damaged or wrong goods are refunded at once.', 'Jusqu’à 50, un article endommagé ou erroné est remboursé aussitôt.'),
    ('claim-outcome', 'never-arrived', 'What never arrived is refunded.', 'Ce qui n’est jamais arrivé est remboursé.'),
    ('claim-outcome', 'come-back', 'Goods come back first, then they are refunded.', 'Les articles reviennent d’abord, puis sont remboursés.'),
    ('claim-outcome', 'repair', 'Under warranty it is repaired.', 'Sous garantie, l’article est réparé.'),
    ('claim-outcome', 'service', 'A service that went wrong is made good by a credit.', 'Un service manqué est compensé par un avoir.'),
    ('claim-approval', 'small', 'Up to 50 nobody has to decide.', 'Jusqu’à 50, personne n’a à décider.'),
    ('claim-approval', 'middle', 'Above 50 an agent decides.', 'Au-delà de 50, un agent décide.'),
    ('claim-approval', 'large', 'Above 2,500 a supervisor decides.', 'Au-delà de 2 500, un superviseur décide.'),
    ('claim-approval', 'risky', 'At a high risk a supervisor decides.', 'En cas de risque élevé, un superviseur décide.'),
    ('claim-approval', 'huge', 'Above 25,000 an administrator decides.', 'Au-delà de 25 000, un administrateur décide.'),
    ('exit-offer', 'cannot-be-kept', 'Nothing is offered to who moves away, needs it no more, or gives no reason.', 'Rien n’est offert à qui déménage, n’en a plus besoin ou ne donne pas de raison.'),
    ('exit-offer', 'dear-and-long-here', 'Who spends much and has been here for a year is offered a credit of 250.', 'Qui dépense beaucoup et est client depuis un an se voit offrir un avoir de 250.'),
    ('exit-offer', 'price', 'Who leaves for the price is offered a discount.', 'Qui part à cause du prix se voit offrir une remise.'),
    ('exit-offer', 'let-down', 'Who was let down is offered a credit of 50.', 'Qui a été déçu se voit offrir un avoir de 50.'),
    ('exit-offer', 'talk', 'Everybody else is called.', 'Tous les autres sont appelés.')
  ) k (table_id, rule, en, fr) on t.version = 1 and t.created_by = 'parcours' and k.table_id = t.id and k.rule = r.rule ->> 'id'
);
--> statement-breakpoint
alter table decision_tables enable trigger decision_tables_kept;
